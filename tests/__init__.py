"""Architecture and journeys: what no single room can test."""
