import ComposeModel
package import Runtime

/// The environment of native processes: the variables of the Compose file, a short allow-list of the caller's
/// variables, and the variables of the launcher convention.
package struct NativeEnvironment: Sendable {
    private let configuration: NativeConfiguration

    package init(_ configuration: NativeConfiguration) { self.configuration = configuration }

    /// The caller's variables that every service receives: program paths, user, language and time zone.
    private static let allowed: Set<String> = [
        "PATH", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]

    /// The environment of the service itself.
    package func forService(_ launch: Launch) -> [String: String] {
        var result = configuration.environment.filter { key, _ in
            Self.allowed.contains(key) || key.hasPrefix("LC_")
        }
        result.merge(convention(launch)) { $1 }
        result["HOME"] = home(of: launch.service)
        result.merge(launch.environment) { $1 }
        return result
    }

    /// The environment of commands that run alongside the service.
    func forCommand(_ launch: Launch) -> [String: String] {
        var result = forService(launch)
        let tools = ClientEnvironment(launch)
        result["PATH"] = tools.path(before: result["PATH"] ?? "/usr/bin:/bin")
        if let libraries = launch.binary?.libraries { result["LD_LIBRARY_PATH"] = libraries }
        // The Compose file takes precedence.
        result.merge(tools.addresses) { own, _ in own }
        return result
    }

    /// The environment of a launcher's `check` and `install`, which download on the user's behalf: all of the user's
    /// variables.
    func forLauncher(_ launch: Launch) -> [String: String] {
        variables(of: launch).merging(convention(launch)) { $1 }
            .merging(launch.environment) { $1 }
    }

    /// The launcher variables documented in scripts/services/README.md.
    private func convention(_ launch: Launch) -> [String: String] {
        var result = variables(of: launch).filter { key, _ in Self.isLauncherVariable(key) }
        result["CPADEV_SERVICE"] = launch.service.name
        result["CPADEV_IMAGE"] = launch.service.image ?? ""
        // Remove those of another service, in case cpadev itself was started by a launcher.
        result = result.filter { key, _ in !key.hasPrefix("CPADEV_COMMAND_") }
        let words = (launch.service.entrypoint ?? []) + (launch.service.command ?? [])
        for (index, word) in words.enumerated() { result["CPADEV_COMMAND_\(index)"] = word }
        result["CPADEV_PROJECT_DIR"] = configuration.projectDirectory
        result["CPADEV_CACHE_DIR"] = configuration.cacheDirectory
        result["CPADEV_DATA_DIR"] = configuration.dataDirectory(of: launch.service.name)
        result["CPADEV_DEMO"] = configuration.demoProgram
        result["CPADEV_USER_HOME"] = configuration.environment["HOME"] ?? "/"
        result["CPADEV_HOST"] = launch.bindings.first?.host ?? "127.0.0.1"
        for binding in launch.bindings { result["CPADEV_PORT_\(binding.target)"] = String(binding.published) }
        for (service, bindings) in launch.providedBindings {
            let name = String(service.uppercased().map { $0.isLetter || $0.isNumber ? $0 : "_" })
            for binding in bindings {
                result["CPADEV_PROVIDES_\(name)_PORT_\(binding.target)"] = String(binding.published)
            }
        }
        return result
    }

    /// The variables of the caller and of env files. Launcher variables are as last read, so removed ones are absent.
    private func variables(of launch: Launch) -> [String: String] {
        guard !launch.variables.isEmpty else { return configuration.environment }
        return configuration.environment.filter { !Self.isLauncherVariable($0.key) }.merging(launch.variables) { $1 }
    }

    private static func isLauncherVariable(_ key: String) -> Bool { key.hasPrefix("CPADEV_") || key.hasPrefix("CPA_") }

    /// Servers get their data directory as home, so that they leave no files in the user's home. A native command gets
    /// the real home, where the developer's tools keep their settings.
    private func home(of service: Service) -> String {
        switch service.settings.native {
        case .launcher, nil: configuration.dataDirectory(of: service.name)
        case .command: configuration.environment["HOME"] ?? configuration.dataDirectory(of: service.name)
        }
    }
}
