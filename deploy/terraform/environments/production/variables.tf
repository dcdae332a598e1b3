variable "region" {
  type        = string
  default     = "us-east-1"
  description = "Where everything is made."

  validation {
    condition     = can(regex("^[a-z]{2}(-[a-z]+)+-[0-9]$", var.region))
    error_message = "Written as in us-east-1."
  }
}

variable "image" {
  type        = string
  default     = null
  description = "Image of the first deployment, repository@sha256:...; later ones choose their own. Null only while nothing but the repository is made."
}

variable "certificate_arn" {
  type        = string
  description = "Certificate in ACM, of the region, for the name that clients use."
}

variable "cors_origins" {
  type        = list(string)
  default     = ["https://www.profitsentinel.com", "https://profitsentinel.com", "https://profit-sentinel-saas.vercel.app", "https://profit-sentinel.vercel.app"]
  description = "Pages that may call and upload from a browser."
}

variable "settings" {
  type        = map(string)
  description = "Further settings of the server: SENTINEL_JWKS_URL, SENTINEL_JWT_ISSUER and others of docs/http.md."
}

variable "secret_settings" {
  type        = set(string)
  default     = []
  description = "Names of settings that Secrets Manager keeps: SENTINEL_JWT_SECRET, ANTHROPIC_API_KEY."
}

variable "database_password" {
  type        = string
  ephemeral   = true
  sensitive   = true
  description = "export TF_VAR_database_password=$(openssl rand -hex 24) before each plan; used when its version rises."
}

variable "database_password_version" {
  type        = number
  default     = 1
  description = "Raised by one, it sets a new password."
}

variable "github_repository" {
  type        = string
  description = "Repository whose workflows deploy, owner/name."
}

variable "github_oidc_provider_arn" {
  type        = string
  default     = null
  description = "GitHub's identity provider, where the account has it already; null makes it."
}

variable "alarm_emails" {
  type        = list(string)
  description = "Who is told of alarms."
}
