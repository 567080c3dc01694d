"""The SIP automatic call distributor: trunk groups, a queue, registered call-takers."""
