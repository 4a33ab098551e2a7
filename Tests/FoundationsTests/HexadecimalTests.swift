import Foundations
import Testing

@Suite struct HexadecimalTests {
    @Test func everyByteHasTwoDigits() {
        let bytes: [UInt8] = [0, 1, 0x0F, 0xA0, 0xFF]
        #expect(bytes.hexadecimal == "00010fa0ff")
        #expect(bytes.hexadecimal(uppercase: true) == "00010FA0FF")
        #expect([UInt8]().hexadecimal == "")
    }

    @Test func anIntegerHasTheDigitsOfItsType() {
        #expect(UInt16(0x1F).hexadecimal == "001f")
        #expect(UInt64(0xCBF2_9CE4_8422_2325).hexadecimal == "cbf29ce484222325")
    }

    @Test func onlyDigitsHaveAValue() {
        for byte in UInt8.min...UInt8.max {
            #expect(byte.hexDigitValue.map(Int.init) == Character(Unicode.Scalar(byte)).hexDigitValue)
        }
    }
}
