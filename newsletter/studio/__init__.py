"""The studio: a web app on the project's files, for whoever sits at this machine."""
