import Archive
import Testing

@Suite struct SizeReservationTests {
    @Test func `storing costs five bytes for each 65,535`() {
        #expect(SizeReservation.storedSize(of: 0) == 0)
        #expect(SizeReservation.storedSize(of: 1) == 6)
        #expect(SizeReservation.storedSize(of: 65_535) == 65_540)
        #expect(SizeReservation.storedSize(of: 65_536) == 65_546)
    }

    @Test func `the closing always stays affordable`() {
        var reservation = SizeReservation(size: 100)
        #expect(reservation.fits(87))
        #expect(!reservation.fits(88))
        reservation.spend(87)
        #expect(reservation.left == 13)
        #expect(reservation.coversStoring(0))
        #expect(!reservation.coversStoring(1))
    }

    @Test func `sizes far beyond 32 bits add up`() {
        let tar: Int64 = 6 << 40
        #expect(SizeReservation(size: SizeReservation.ceiling(forTar: tar)).coversStoring(tar))
    }
}
