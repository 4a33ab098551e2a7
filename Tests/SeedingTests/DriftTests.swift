import ControlAPI
import Seeding
import Testing

@Suite struct DriftTests {
    @Test func sumsAreTakenKindByKind() {
        let sum = Drift(added: 1, changed: 2, removed: 3) + Drift(added: 10, changed: 20, removed: 30)
        #expect(sum == Drift(added: 11, changed: 22, removed: 33))
        #expect(sum.total == 66)
    }
}
