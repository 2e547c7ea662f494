"""What a machine may fill: found, masked, sent, taken or refused."""
