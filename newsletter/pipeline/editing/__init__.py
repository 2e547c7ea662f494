"""What people change in the project's files, value by value: saving, and what a form needs to know of each value."""
