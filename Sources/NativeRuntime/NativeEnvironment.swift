import ComposeModel
package import Runtime

/// The environment of native processes: what the Compose file says, a short allow-list of the caller's own, and the
/// variables of the launcher convention. Nothing else leaks in.
package struct NativeEnvironment: Sendable {
    private let configuration: NativeConfiguration

    /// Environments made from a configuration's variables and folders.
    package init(_ configuration: NativeConfiguration) { self.configuration = configuration }

    /// Variables of the caller that every service may see: where programs are, who the user is, language, time zone.
    private static let allowed: Set<String> = [
        "PATH", "USER", "LOGNAME", "SHELL", "LANG", "LANGUAGE", "TZ", "TMPDIR", "LD_LIBRARY_PATH",
        "SSL_CERT_FILE", "SSL_CERT_DIR",
    ]

    /// For the service itself.
    package func forService(_ launch: Launch) -> [String: String] {
        var result = configuration.environment.filter { key, _ in
            Self.allowed.contains(key) || key.hasPrefix("LC_")
        }
        result.merge(convention(launch)) { $1 }
        result["HOME"] = home(of: launch.service)
        result.merge(launch.environment) { $1 }
        return result
    }

    /// For commands beside the service.
    func forCommand(_ launch: Launch) -> [String: String] {
        var result = forService(launch)
        let tools = ServiceTools(launch)
        result["PATH"] = tools.path(before: result["PATH"] ?? "/usr/bin:/bin")
        if let libraries = launch.binary?.libraries { result["LD_LIBRARY_PATH"] = libraries }
        // What the Compose file says counts more.
        result.merge(tools.addresses) { own, _ in own }
        return result
    }

    /// For a launcher's `check` and `install`, which fetch on the user's behalf: everything that the user has.
    func forLauncher(_ launch: Launch) -> [String: String] {
        variables(of: launch).merging(convention(launch)) { $1 }
            .merging(launch.environment) { $1 }
    }

    /// The variables that scripts/services/README.md promises to launchers.
    private func convention(_ launch: Launch) -> [String: String] {
        var result = variables(of: launch).filter { key, _ in Self.isOfLaunchers(key) }
        result["CPADEV_SERVICE"] = launch.service.name
        result["CPADEV_IMAGE"] = launch.service.image ?? ""
        // Those of another service, if cpadev itself was started by one's launcher.
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

    /// The caller's and env files' variables. Those of launchers are as they were last read, without those that are gone.
    private func variables(of launch: Launch) -> [String: String] {
        guard !launch.variables.isEmpty else { return configuration.environment }
        return configuration.environment.filter { !Self.isOfLaunchers($0.key) }.merging(launch.variables) { $1 }
    }

    private static func isOfLaunchers(_ key: String) -> Bool { key.hasPrefix("CPADEV_") || key.hasPrefix("CPA_") }

    /// Servers get their data folder, so that they leave no files in the user's home; a command of the developer's
    /// own gets the real home, where its tools keep their settings.
    private func home(of service: Service) -> String {
        switch service.settings.native {
        case .launcher, nil: configuration.dataDirectory(of: service.name)
        case .command: configuration.environment["HOME"] ?? configuration.dataDirectory(of: service.name)
        }
    }
}
