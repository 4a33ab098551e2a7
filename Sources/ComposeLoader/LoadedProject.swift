public import ComposeModel
public import Diagnostics
import YAMLTree

/// What a load gives: the typed project, the warnings, and the resolved file as text.
public struct LoadedProject: Sendable {
    /// The typed project.
    public var project: Project
    /// What is suspicious or without effect, in reading order.
    public var warnings: [Diagnostic]
    /// The merged tree in canonical form, with all legal keys, also those that the typed project does not have.
    let tree: Node

    /// The resolved project as a Compose file, in long form and the files' order. Loading it gives the same project.
    public func yaml() -> String { YAMLWriter.text(of: tree) }

    /// The resolved project as JSON with sorted keys.
    public func json() -> String { JSONWriter.text(of: tree) }
}
