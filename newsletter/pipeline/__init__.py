"""The flow: the only modules that know all stages. One function for each thing that the command line and studio do."""
