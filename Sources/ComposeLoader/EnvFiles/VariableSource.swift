/// Where a variable of interpolation has its value from.
package enum VariableSource: Hashable, Sendable {
    /// An env file, as the user would name it.
    case file(String)
    /// The caller's environment.
    case environment
    /// The loader itself: the project's name, and the working directory where the environment lacks it.
    case loader
}
