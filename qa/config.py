"""Settings: the one typed place. From the environment (prefix ``QA_``) or a ``.env`` file in the working folder."""

from __future__ import annotations

from pathlib import Path

from pydantic import Field, SecretStr, ValidationError
from pydantic_settings import BaseSettings, SettingsConfigDict

from qa.errors import Misconfigured

ROOT = Path(__file__).resolve().parent.parent


class Settings(BaseSettings):
    """Every setting, its default and what it is for."""

    model_config = SettingsConfigDict(env_prefix="QA_", env_file=".env", extra="ignore", frozen=True)

    data: Path = Field(ROOT / "data", description="The workspace folder: database, recordings, models.")
    database_url: str = Field("", description="A SQLite file in the workspace by default; a PostgreSQL address.")
    files: str = Field("", description="Where sound lives: a folder; files/ in the workspace by default.")
    rubrics: Path = Field(ROOT / "rubrics", description="The folder of rubrics, phrase sets and fact sheets.")
    engine: str = Field("whisper", description="The speech engine: whisper, faster-whisper or scripted.")
    model: str = Field("small", description="A Whisper model's name, or the path of a checkpoint.")
    model_download: bool = Field(False, description="Whether Whisper may download a named model that is not here.")
    language: str = Field("auto", description="What is spoken: zh, en or auto.")
    agent_channel: int = Field(0, ge=0, le=1, description="The agent's channel of a two-channel recording: 0 left, 1 right.")
    device: str = Field(
        "auto", pattern="^(auto|cpu|cuda)$", description="Where the engine computes: cuda, cpu, or auto: cuda where there is one."
    )
    precision: str = Field("auto", description="How it computes: float32, float16, int8; auto is what suits device and engine.")
    window: float = Field(
        30.0, ge=1, le=30, description="How many seconds of speech are packed into one window; a longer stretch stays whole, 30 s at most."
    )
    max_hours: float = Field(2.0, gt=0, description="The longest recording that is taken, in hours.")
    max_channels: int = Field(2, ge=1, le=2, description="The most channels a recording may have.")
    max_rate: int = Field(192_000, ge=8_000, description="The highest sample rate that is taken, in Hz.")
    max_file_mb: int = Field(2_048, gt=0, description="The largest file that is taken, in MB.")
    max_decoded_mb: int = Field(4_096, gt=0, description="The most sound a file may decode to, in MB.")
    secure_cookie: bool = Field(False, description="Set behind HTTPS: the sign-in cookie then travels encrypted only.")
    reader_url: str = Field("", description="The address of a language model that criteria may ask, as http://host:8000/v1; empty: off.")
    reader_model: str = Field("", description="The model's name at that address.")
    reader_key: SecretStr = Field(SecretStr(""), description="The key that the address asks for, if it does; never shown.")
    reader_timeout: float = Field(60.0, gt=0, le=600, description="The longest a question may take, in seconds, retries included.")
    reader_proxy: str = Field("", description="A proxy on the way there; empty: none, whatever the environment says.")
    worker: bool = Field(True, description="Whether the application starts a worker beside itself.")

    @property
    def database(self) -> str:
        return self.database_url or f"sqlite:///{self.data / 'hearback.db'}"

    @property
    def sound_folder(self) -> Path:
        """The folder of recordings and clips. Raises Misconfigured for an address that is not a folder's."""
        if "://" in self.files:
            raise Misconfigured("config.files_address", address=self.files)
        return Path(self.files) if self.files else self.data / "files"

    @property
    def model_folder(self) -> Path:
        return self.data / "models"


def load(**changes: object) -> Settings:
    """The settings in force, ``changes`` on top. Raises Misconfigured, naming the setting and what is wrong with it."""
    try:
        return Settings(**changes)  # type: ignore[arg-type]
    except ValidationError as wrong:
        first = wrong.errors()[0]
        raise Misconfigured("config.setting", name="QA_" + str(first["loc"][0]).upper(), why=first["msg"]) from wrong
