"""What programs meet: commands to post, questions to get, and problems with names."""
