"""What commands share: options, output, the project opened, progress."""
