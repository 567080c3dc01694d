"""The dispatch application: calls, incidents, agencies, units, over HTTP and a WebSocket."""
