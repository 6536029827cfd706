"""Servers that tests start and end themselves."""

import socket


def free_port() -> int:
    """Port on this machine that nobody listens on now."""
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return taken.getsockname()[1]
