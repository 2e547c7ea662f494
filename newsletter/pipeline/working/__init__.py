"""Workers: processes, on one machine or many, that do for the home what is to be done."""
