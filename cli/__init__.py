"""The command line: the same power as the app, in Dutch."""
