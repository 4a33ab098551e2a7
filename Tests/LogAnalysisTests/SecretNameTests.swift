import LogAnalysis
import Testing

@Suite struct SecretNameTests {
    @Test(arguments: [
        "POSTGRES_PASSWORD", "db_passwd", "API_KEY", "KEY", "AWS_SECRET_ACCESS_KEY", "apiKey", "POSTGRES_PWD",
        "GOOGLE_CREDENTIALS", "SESSION_TOKEN", "PGPASSWORD", "AUTHTOKEN", "GH_TOKENS", "ROOTPW", "ADMINPW", "OTP_SEED",
        "AZURE_SAS", "SAS_URL", "PINCODE",
        "VAULT_UNSEAL", "DB_PW", "REDISCLI_AUTH", "STRIPE_SK",
        "GITHUB_PAT",
        "JWT", "SENTRY_DSN", "SIGNING_SALT", "DBPASSWORD", "ACCESSKEY", "SECRETKEY", "PASSPHRASE", "CREDENTIALS",
        "BEARER",
        "COOKIE", "SESSION_SECRET", "PRIVATE_KEY", "PRIVATEKEY", "SSH_PRIVATE", "DBPASS", "MYSQLPWD", "PASSWORD2",
        "TOKEN_1",
        "SECRET_KEY_BASE", "ENCRYPTION_KEY_BASE64", "dbPassword", "DBPassword", "Smtp.Pass", "jwt-secret", "APP_PIN",
        "PIN",
        "SLACK_WEBHOOK_URL", "LICENSE_KEY", "MASTERKEY", "APIKEYS", "SIGNINGKEY", "CSRFTOKEN", "GH_TOKEN", "PSK",
        "HMAC_KEY",
        "VAPID_PRIVATE_KEY", "SESSION_COOKIE", "BASIC_AUTH", "PASSWORD_HASH", "ADMIN_PASSWORDS", "AUTHKEY",
    ])
    func namesASecret(name: String) { #expect(SecretName.isSecret(name)) }

    @Test(arguments: [
        "KEYBOARD", "MONKEY", "PWD", "OLDPWD", "AWS_ACCESS_KEY_ID", "PUBLIC_KEY", "PUBLICKEY", "PRIMARY_KEY",
        "TOKEN_URL",
        "POSTGRES_PASSWORD_FILE", "KMS_KEY_ID", "MAX_TOKENS", "OPENAI_MAX_OUTPUT_TOKENS", "RANDOM_SEED", "USER",
        "TOKENIZER", "SECRETARY", "COMPASS", "BYPASS",
        "TURKEY",
        "HOTKEY", "PATH", "AUTHOR", "PINNED", "SKIP", "PATTERN", "SALTED", "ENABLE_AUTH", "SSH_AUTH_SOCK", "JWT_ISSUER",
        "COOKIE_DOMAIN", "PRIVATE_SUBNET", "DATABASE_URL", "POSTGRES_HOST_AUTH_METHOD", "KEYCLOAK_HOST", "PASSENGER",
        "TASK",
        "TOKEN_EXPIRES_IN", "PUBKEY", "CACHEKEY", "", "_", "DISK", "NETWORK", "SECRETS_MANAGER_ENDPOINT",
    ])
    func namesNone(name: String) { #expect(!SecretName.isSecret(name)) }
}
