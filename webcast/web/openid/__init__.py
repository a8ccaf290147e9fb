"""Sign-on by the accounts of an organisation: the routes, and what is kept of a sign-in on its way."""
