import Catalog
import TestSupport

extension ZoneFile {
    var calendar: RetentionCalendar { RetentionCalendar { offset(at: $0) } }
}
