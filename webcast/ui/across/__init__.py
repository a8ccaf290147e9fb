"""The pages across events: Companies, Campaigns, Portfolio."""
