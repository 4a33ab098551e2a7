/// Says in Redis when the data will be reset, for the pages of the stack: whatever serves them can read a key.
///
/// The key is in a database that neither a reset nor a snapshot touches.
package enum ResetNotice {
    /// Its value is the time of the reset, in seconds since 1970.
    package static let key = "cpadev:reset"
    package static let database = 1
    /// How long after the reset the key expires by itself, in seconds, should the supervisor be gone.
    private static let grace: Int64 = 60
    private static let patience = Duration.seconds(3)

    /// Writes the key, or removes it.
    /// - Throws: ``SeedingError`` if Redis cannot be reached, or refuses.
    package static func write(_ second: Int64?, to redis: StoreEndpoints.Address) async throws {
        let connection = try await RedisConnection(redis, patience: patience)
        _ = try await connection.run("SELECT", "\(database)")
        guard let second else {
            _ = try await connection.run("DEL", key)
            return
        }
        try await connection.transaction(
            [["SET", key, "\(second)"], ["EXPIREAT", key, "\(second + grace)"]].map { $0.map { Array($0.utf8) } },
            "the time of the next reset"
        )
    }
}
