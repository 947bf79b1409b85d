"""One step of births, deaths and mutations: counts drawn by their law, for one tumour or many."""
