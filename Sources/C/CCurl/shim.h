#include <curl/curl.h>

// Swift cannot call variadic C functions: one inline wrapper for each kind of argument that curl takes.

typedef size_t (*drivepipe_curl_write)(char *data, size_t size, size_t count, void *context);

static inline CURLcode drivepipe_setopt_long(CURL *handle, CURLoption option, long value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_offset(CURL *handle, CURLoption option, curl_off_t value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_string(CURL *handle, CURLoption option, const char *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_pointer(CURL *handle, CURLoption option, const void *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_list(CURL *handle, CURLoption option, struct curl_slist *value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_setopt_write(CURL *handle, CURLoption option, drivepipe_curl_write value) {
    return curl_easy_setopt(handle, option, value);
}
static inline CURLcode drivepipe_getinfo_long(CURL *handle, CURLINFO info, long *value) {
    return curl_easy_getinfo(handle, info, value);
}
static inline CURLcode drivepipe_getinfo_offset(CURL *handle, CURLINFO info, curl_off_t *value) {
    return curl_easy_getinfo(handle, info, value);
}
