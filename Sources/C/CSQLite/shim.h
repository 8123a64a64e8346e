#include <sqlite3.h>
#include <string.h>

/* Swift calls no variadic functions. */
static inline int drivepipe_sqlite_set(sqlite3 *db, int option, int value) {
    return sqlite3_db_config(db, option, value, (int *)0);
}

/* Copies the first 100 bytes of a database's wal-index, which other processes change at any time: the number of frames
   that were copied back first, then the first header, then the second, which is the order that their writers ask for
   (sqlite.org/walformat.html). Returns 0 when the file has no wal-index. */
static inline int drivepipe_sqlite_copy_wal_index(sqlite3_file *file, unsigned char target[100]) {
    static const int starts[] = {96, 0, 48}, ends[] = {100, 48, 96};
    volatile void *region = 0;
    if (file->pMethods->iVersion < 2 || !file->pMethods->xShmMap) return 0;
    int status = file->pMethods->xShmMap(file, 0, 32768, 0, &region);
    if ((status != SQLITE_OK && status != SQLITE_READONLY) || !region) return 0;
    for (int part = 0; part < 3; part++) {
        const volatile unsigned int *words = (const volatile unsigned int *)region;
        for (int at = starts[part]; at < ends[part]; at += 4) {
            unsigned int word = words[at / 4];
            memcpy(target + at, &word, 4);
        }
        file->pMethods->xShmBarrier(file);
    }
    return 1;
}
