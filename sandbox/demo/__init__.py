"""The demo's driver: it speaks HTTP to the portal as people do, and runs the product's commands; it imports neither."""
