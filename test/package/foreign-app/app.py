"""A platform repository of somebody else, in Python: the wheel, and nothing of the repository it came from."""

from aws_cdk import App, Environment, Stack, Validations
from cdk_production_ml import (
    AlertChannel,
    AlertTopic,
    ArtifactStore,
    DeploymentPolicy,
    EncryptionKeys,
    Iso27001Checks,
    ModelVersion,
    ProductionModel,
)

app = App()
Validations.of(app).add_plugins(Iso27001Checks(app))
stack = Stack(
    app,
    "Foreign",
    env=Environment(account="123456789012", region="eu-central-1"),
    termination_protection=True,
)
keys = EncryptionKeys(stack, "Keys")
channels = [AlertChannel.email("on-call@example.com")]
alerts = AlertTopic(stack, "Alerts", keys=keys, channels=channels)
store = ArtifactStore(stack, "Store", keys=keys, alerts=alerts)
ProductionModel(
    stack,
    "Model",
    model=ModelVersion.from_manifest("model.json"),
    alert_channels=channels,
    store=store,
    deployment_policy=DeploymentPolicy.canary(percent=50),
)
app.synth()
