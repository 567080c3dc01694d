"""The reference deployment: a small but real 112 in separate processes, reached by its sockets."""
