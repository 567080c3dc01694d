"""Who gets which call: trunk groups, call-takers and the queue, without any input or output."""
