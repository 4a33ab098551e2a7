import LogAnalysis
import Testing

@Suite struct SecretMaskerTests {
    private let masker = SecretMasker(
        variables: [
            ("POSTGRES_PASSWORD", "postgres"), ("API_KEY", "s3cr/t+&\"x"), ("REDIS_PASSWORD", "abc"),
            ("JWT_SECRET", "longenough"), ("DB_NAME", "cpa_dev"), ("APP_TOKEN", "cpa_dev"), ("EMPTY_SECRET", ""),
        ],
        services: ["postgres"]
    )

    @Test(arguments: [
        ("x longenough y longenough", "x •••• y ••••"),
        ("raw s3cr/t+&\"x end", "raw •••• end"), ("q=s3cr%2Ft%2B%26%22x&a=1", "q=••••&a=1"),
        ("q=s3cr%2ft%2b%26%22x", "q=••••"), (#"{"a":"s3cr/t+&\"x"}"#, #"{"a":"••••"}"#),
        // Weak values stay where they are no secrets.
        ("postgres is ready", "postgres is ready"), ("abc cpa_dev", "abc cpa_dev"),
        ("postgres://postgres:postgres@db:5432/cpa_dev", "postgres://postgres:••••@db:5432/cpa_dev"),
        ("redis://:p:w@h", "redis://:••••@h"), ("http://localhost:8080/a@b", "http://localhost:8080/a@b"),
        ("password: postgres", "password: ••••"), ("password: required", "password: required"),
        ("AWS_SECRET_ACCESS_KEY=anything more", "AWS_SECRET_ACCESS_KEY=•••• more"),
        ("?access_token=abc&x=1", "?access_token=••••&x=1"), ("secret='a b' c", "secret='••••' c"),
        (#"{"password":"x\"y","token":null,"n":1}"#, #"{"password":"••••","token":null,"n":1}"#),
        ("Authorization: Bearer abc.def x", "Authorization: Bearer •••• x"),
        (#""authorization":"Basic dTpw","a""#, #""authorization":"Basic ••••","a""#),
        ("X-Typesense-Api-Key: xyz", "X-Typesense-Api-Key: ••••"), ("sent Bearer abcdefghijkl", "sent Bearer ••••"),
        ("cache_key=users key=a/b monkey=1 tokens=5", "cache_key=users key=a/b monkey=1 tokens=5"),
        ("auth=ok pin=4 salt=x sortkey=a", "auth=ok pin=4 salt=x sortkey=a"), ("secret=true", "secret=true"),
        ("pgpassword=abc user_pat=x accesskey=y db_pw=z", "pgpassword=•••• user_pat=•••• accesskey=•••• db_pw=••••"),
        ("DETAIL:  Key (slug)=(north) already exists.", "DETAIL:  Key (slug)=(north) already exists."),
        ("", ""), ("größe = 3", "größe = 3"), ("password=", "password="), ("token=\"open", "token=\"••••"),
    ])
    func secretsAreMasked(text: String, expected: String) {
        #expect(masker.mask(text) == expected)
    }

    @Test func aPasswordThatIsTheUsersNameHidesNoName() {
        let masker = SecretMasker(variables: [("DATABASE_URL", "postgres://app_user:app_user@db/x")], services: [])
        #expect(
            masker.mask("role app_user, postgres://app_user:app_user@db")
                == "role app_user, postgres://app_user:••••@db"
        )
    }

    @Test func aKeyOfManyLinesIsMaskedLineByLine() {
        let key = "-----BEGIN KEY-----\nMIIEvQIBADANBgkqhkiG9w0\nAQEFAASCBKcwggSjAgEAAoIB\n-----END KEY-----"
        let masker = SecretMasker(secrets: [("PRIVATE_KEY", key)], others: [])
        #expect(masker.mask("> MIIEvQIBADANBgkqhkiG9w0") == "> ••••")
        #expect(masker.mask("-----BEGIN KEY-----") == "-----BEGIN KEY-----")
        #expect(!masker.isEmpty && SecretMasker(secrets: [], others: []).isEmpty)
    }
}
