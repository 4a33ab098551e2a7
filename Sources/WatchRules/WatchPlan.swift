package import ComposeModel
import IgnoreRules

/// Maps file changes to actions on services, according to their watch rules. It does no I/O: callers pass in the changes and
/// the texts of ignore files.
package struct WatchPlan: Sendable {
    /// A message about a rule for the user.
    package struct Notice: Hashable, Sendable {
        package var service: String
        /// In lower case, without a full stop.
        package var message: String
    }

    private struct Compiled: Sendable {
        var service: String
        var rule: WatchRule
        var include: IgnoreRules
        var ignore: IgnoreRules
        /// The ignore rules of the build context, and its folder.
        var contextIgnore: (folder: String, patterns: IgnoreRules)?
    }

    private var rules: [Compiled] = []
    /// The absolute paths to watch, without duplicates.
    public private(set) var roots: [String] = []
    /// Notices about skipped rules and ignore files.
    public private(set) var notices: [Notice] = []

    /// Always ignored: git's folder, and temporary and private files of editors.
    private static let everywhere = rules([
        "**/.git", "**/.idea", "**/*___jb_old___", "**/*___jb_tmp___", "**/.#*", "**/#*#", "**/4913", "**/*~",
        "**/.*.swp", "**/.*.swx", "**/.*.swo", "**/.*.swn", "**/.*.kate-swp", "**/*-go-tmp-umask",
    ])

    /// - Parameter ignoreFile: returns the text of the ignore file of a build context; nil if there is none.
    package init(_ services: some Sequence<Service>, ignoreFile: (Build) -> String?) {
        for service in services {
            let context = contextRules(of: service, ignoreFile)
            for rule in service.watch {
                if let reason = Self.reasonToOmit(rule, of: service) {
                    notices.append(Notice(service: service.name, message: reason))
                    continue
                }
                rules.append(
                    Compiled(
                        service: service.name,
                        rule: rule,
                        include: Self.rules(rule.include),
                        ignore: Self.rules(rule.ignore),
                        contextIgnore: context
                    )
                )
                if !roots.contains(rule.path) { roots.append(rule.path) }
            }
        }
    }

    /// Whether there is nothing to watch.
    package var isEmpty: Bool { rules.isEmpty }

    /// The services with rules, in their order.
    package var services: [String] {
        rules.reduce(into: []) { if !$0.contains($1.service) { $0.append($1.service) } }
    }

    /// The ignore rules of a service's build context, and its folder; nil if there is no ignore file or it is invalid.
    private mutating func contextRules(
        of service: Service,
        _ ignoreFile: (Build) -> String?
    ) -> (folder: String, patterns: IgnoreRules)? {
        guard let build = service.build, let text = ignoreFile(build) else { return nil }
        do throws(IgnoreProblem) { return (build.context, try IgnoreRules(text: text)) } catch {
            notices.append(
                Notice(
                    service: service.name,
                    message: "the build's ignore file is not used: '\(error.line)' is not a valid pattern"
                )
            )
            return nil
        }
    }

    /// The rules of patterns that are known to be valid.
    private static func rules(_ lines: [String]) -> IgnoreRules { (try? IgnoreRules(lines)) ?? IgnoreRules() }

    private static func reasonToOmit(_ rule: WatchRule, of service: Service) -> String? {
        let isCopy =
            switch rule.action {
            case .sync, .syncAndRestart, .syncAndExec: true
            case .rebuild, .restart: false
            }
        do throws(IgnoreProblem) {
            for lines in [rule.include, rule.ignore] { _ = try IgnoreRules(lines) }
        } catch {
            return "\(rule.path) is not watched: '\(error.line)' is not a valid .dockerignore pattern"
        }
        if isCopy, rule.target == nil {
            return "\(rule.path) is not watched: the action '\(rule.action.rawValue)' needs a 'target'"
        }
        if rule.action == .syncAndExec, rule.exec?.command.isEmpty ?? true {
            return "\(rule.path) is not watched: the action 'sync+exec' needs 'exec: {command: …}'"
        }
        if isCopy, isBound(rule.path, service) {
            return "\(rule.path) is not watched: it is already bind-mounted into the service"
        }
        return nil
    }

    private static func isBound(_ path: String, _ service: Service) -> Bool {
        service.volumes.contains { mount in
            guard case .bind(let source, _) = mount.source else { return false }
            return relative(path, to: source) != nil
        }
    }

    // MARK: Changes

    /// The actions for changed files: one element per affected service, in the order of the services.
    /// - Parameter isRemoved: whether the file has been removed.
    package func refreshes(for changes: some Sequence<(path: String, isRemoved: Bool)>) -> [ServiceRefresh] {
        var result: [String: ServiceRefresh] = [:]
        for (path, isRemoved) in changes {
            var counted: Set<String> = []
            for rule in rules {
                guard let inner = fitting(path, rule) else { continue }
                var refresh = result[rule.service] ?? ServiceRefresh(service: rule.service)
                if counted.insert(rule.service).inserted { refresh.fileCount += 1 }
                apply(rule.rule, path, inner, isRemoved, to: &refresh)
                result[rule.service] = refresh
            }
        }
        return services.compactMap { result[$0]?.deduplicated }
    }

    /// The initial copies of all files, for rules with an initial sync.
    /// - Parameter files: all files below the roots.
    package func initialRefreshes(of files: some Sequence<String>) -> [ServiceRefresh] {
        let all = Array(files)
        var result: [ServiceRefresh] = []
        for service in services {
            var refresh = ServiceRefresh(service: service)
            for rule in rules where rule.service == service && rule.rule.syncsAtStart && rule.rule.target != nil {
                for path in all {
                    guard let inner = fitting(path, rule) else { continue }
                    refresh.fileCount += 1
                    var copy = rule.rule
                    copy.action = .sync
                    apply(copy, path, inner, false, to: &refresh)
                }
            }
            if !refresh.copies.isEmpty { result.append(refresh.deduplicated) }
        }
        return result
    }

    /// Whether no rule applies to anything in a folder, so that it need not be watched.
    package func prunes(_ folder: String) -> Bool {
        rules.allSatisfy { rule in
            guard let inner = Self.relative(folder, to: rule.rule.path) else {
                // The rule's path may be inside this folder.
                return Self.relative(rule.rule.path, to: folder) == nil
            }
            guard !inner.isEmpty else { return false }
            if !rule.ignore.hasExceptions, rule.ignore.matches(inner) || Self.everywhere.matches(inner) { return true }
            guard let context = rule.contextIgnore, !context.patterns.hasExceptions,
                let inContext = Self.relative(folder, to: context.folder)
            else { return false }
            return context.patterns.matches(inContext)
        }
    }

    /// The path relative to that of the rule, empty for the rule's path itself; nil if the rule does not apply.
    private func fitting(_ path: String, _ rule: Compiled) -> String? {
        guard let inner = Self.relative(path, to: rule.rule.path) else { return nil }
        // The patterns of a rule for a single file match its name.
        let asked = inner.isEmpty ? String(path.split(separator: "/").last ?? "") : inner
        if !rule.include.isEmpty, !rule.include.matches(asked) { return nil }
        if rule.ignore.matches(asked) || Self.everywhere.matches(asked) { return nil }
        if let context = rule.contextIgnore, let inContext = Self.relative(path, to: context.folder),
            context.patterns.matches(inContext)
        {
            return nil
        }
        return inner
    }

    private func apply(
        _ rule: WatchRule,
        _ path: String,
        _ inner: String,
        _ isRemoved: Bool,
        to refresh: inout ServiceRefresh
    ) {
        switch rule.action {
        case .sync, .syncAndRestart, .syncAndExec:
            guard let target = rule.target else { return }
            let base = target.count > 1 && target.hasSuffix("/") ? String(target.dropLast()) : target
            let name = base == "/" ? "/\(inner)" : "\(base)/\(inner)"
            let change = FileChange(source: path, target: inner.isEmpty ? base : name, isRemoved: isRemoved)
            refresh.copies.append(change)
            if !refresh.targets.contains(target) { refresh.targets.append(target) }
        case .rebuild, .restart: break
        }
        switch rule.action {
        case .rebuild: refresh.rebuilds = true
        case .restart, .syncAndRestart: refresh.restarts = true
        case .syncAndExec: if let hook = rule.exec, !refresh.hooks.contains(hook) { refresh.hooks.append(hook) }
        case .sync: break
        }
    }

    /// The path relative to a folder, empty for the folder itself; nil if it is not inside.
    private static func relative(_ path: String, to folder: String) -> String? {
        if path == folder { return "" }
        let prefix = folder == "/" ? "/" : folder + "/"
        return path.hasPrefix(prefix) ? String(path.dropFirst(prefix.count)) : nil
    }
}

extension ServiceRefresh {
    /// A copy with one change per target: if rules copy two files to the same target, the last one wins.
    fileprivate var deduplicated: ServiceRefresh {
        var seen: Set<String> = []
        var result = self
        result.copies = copies.reversed().filter { seen.insert($0.target).inserted }.reversed()
        return result
    }
}
