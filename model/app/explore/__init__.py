"""The explorer: a page with knobs and tabs that answers while people talk, in JupyterLab and in Voilà."""
