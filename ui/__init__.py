"""What is seen on screen: pages, and the builders of maps, tables and sentences that they show."""
