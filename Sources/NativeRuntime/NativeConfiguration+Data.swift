import ComposeModel
import Glibc
import Runtime
import StateFiles

// The folders of services' data.
extension NativeConfiguration {
    /// Makes the service's folder, for this user alone. A launcher that leaves root hands it to the user that the server
    /// runs as, who can reach it since the folders above may be passed through.
    func makeDataDirectory(of service: Service) throws(RuntimeError) {
        do throws(StateFileError) {
            let data = try OwnedDirectory(path: dataDirectory)
            _ = try MadeFolders(in: data).make(service.name, owner: .anyone)
        } catch {
            throw RuntimeError(
                .stateUnwritable,
                error.message,
                remedy: error.code == .system(ENOSPC)
                    ? "free space on that disk" : error.remedy ?? "check the owner and mode of \(dataDirectory)"
            )
        }
    }
}
