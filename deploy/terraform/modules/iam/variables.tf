variable "name" {
  type        = string
  description = "Start of the roles' names; also the name of cluster and task definitions."
}

variable "region" {
  type        = string
  description = "Where all this is."
}

variable "account_id" {
  type        = string
  description = "For whose tasks the roles are."
}

variable "bucket_arn" {
  type        = string
  description = "Uploads and analyses."
}

variable "kms_key_arn" {
  type        = string
  description = "Key of bucket and secrets."
}

variable "repository_arn" {
  type        = string
  description = "Images."
}

variable "log_group_arn" {
  type        = string
  description = "Where the program's log goes."
}

variable "secret_arns" {
  type        = list(string)
  description = "Secrets that a task gets at its start."

  validation {
    condition     = length(var.secret_arns) > 0
    error_message = "At least the database password."
  }
}

variable "cluster_arn" {
  type        = string
  description = "The cluster of the service."
}

variable "service_arn" {
  type        = string
  description = "The service that a deployment changes."
}

variable "github_repository" {
  type        = string
  description = "Repository whose workflows deploy."

  validation {
    condition     = can(regex("^[A-Za-z0-9-]+/[A-Za-z0-9._-]+$", var.github_repository))
    error_message = "Written as owner/name, without an asterisk."
  }
}

variable "github_environment" {
  type        = string
  description = "Environment of the repository whose approval a deployment needs."

  validation {
    condition     = can(regex("^[A-Za-z0-9._-]+$", var.github_environment))
    error_message = "The name of one environment, without an asterisk."
  }
}

variable "github_oidc_provider_arn" {
  type        = string
  description = "GitHub's identity provider, where the account has it already; null makes it."
}
