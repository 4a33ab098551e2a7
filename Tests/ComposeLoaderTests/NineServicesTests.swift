import ComposeLoader
import ComposeModel
import Diagnostics
import OrderedCollections
import Testing

/// The whole way on the file that the project is for.
@Suite struct NineServicesTests {
    private func loaded() throws -> LoadedProject {
        var loading = Loading(nineServices)
        loading.executables = nineLaunchers
        return try loading.load()
    }

    @Test func loadsWithoutAWarning() throws {
        #expect(try loaded().warnings.isEmpty)
    }

    @Test func keepsTheOrderOfTheFile() throws {
        let names = try loaded().project.services.keys
        #expect(
            Array(names) == [
                "postgres", "redis", "temporal", "temporal-ui", "typesense", "localstack", "clamav", "backend",
                "frontend",
            ]
        )
    }

    @Test func loadsTheSameFromItsOwnOutput() throws {
        let first = try loaded()
        var again = Loading(first.yaml())
        again.executables = nineLaunchers
        let second = try again.load()
        #expect(second.yaml() == first.yaml())
        #expect(second.json() == first.json())
        #expect(second.project.services.mapValues(\.withoutPlaces) == first.project.services.mapValues(\.withoutPlaces))
        #expect(second.project.volumes == first.project.volumes)
        #expect(second.project.settings == first.project.settings)
    }
}

extension Service {
    /// For comparing what two files say, wherever they say it.
    var withoutPlaces: Service {
        var copy = self
        let nowhere = SourceLocation(file: "", line: 1, column: 1)
        copy.location = nowhere
        for index in copy.dependencies.indices { copy.dependencies[index].location = nowhere }
        copy.settings.providedBy?.location = nowhere
        switch copy.settings.native {
        case .launcher(let path, _): copy.settings.native = .launcher(path: path, location: nowhere)
        case .command, nil: break
        }
        return copy
    }
}
