extension BuildRequest {
    /// The query parameters of the API call.
    func query(dockerfile: String, usesBuildKit: Bool) throws(EngineError) -> [(String, String)] {
        func json(_ value: some Encodable) throws(EngineError) -> String {
            String(decoding: try EngineJSON.encode(value), as: UTF8.self)
        }
        var query: [(String, String)] = tags.map { ("t", $0) }
        query += [("dockerfile", dockerfile), ("rm", "1"), ("forcerm", "1")]
        if usesBuildKit { query.append(("version", "2")) }
        if !arguments.isEmpty { query.append(("buildargs", try json(arguments))) }
        if !labels.isEmpty { query.append(("labels", try json(labels))) }
        if let target { query.append(("target", target)) }
        if ignoresCache { query.append(("nocache", "1")) }
        if pullsBaseImages { query.append(("pull", "1")) }
        if let platform { query.append(("platform", platform)) }
        if let networkMode { query.append(("networkmode", networkMode)) }
        if !cacheFrom.isEmpty { query.append(("cachefrom", try json(cacheFrom))) }
        for host in extraHosts { query.append(("extrahosts", host)) }
        if let sharedMemoryBytes { query.append(("shmsize", String(sharedMemoryBytes))) }
        return query
    }
}
