from django.apps import AppConfig


class SimulationConfig(AppConfig):
    name = "acuerdo.simulation"
    label = "simulation"
    verbose_name = "Simulation"
