"""What a person starts: the terminal, JupyterLab, the check of an installation."""
