/*
 * A JVM TI agent that looks at virtual threads: the natives of dev.baton.conformance.ThreadTool.
 * Started with -agentpath, as a profiler or a debugger is.
 */
#include <jvmti.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define TOOL(name) JNICALL Java_dev_baton_conformance_ThreadTool_##name
#define MAX_FRAMES 100

/* Threads of this name are counted. */
static const char SEEN[] = "seen";

static jvmtiEnv *jvmti;

static atomic_int starts, ends, mounts, unmounts;

/* Mounts and unmounts are counted of this one. */
static jobject _Atomic watched;

static void throw_error(JNIEnv *env, jvmtiError error) {
    char message[64];
    snprintf(message, sizeof message, "JVM TI error %d", (int)error);
    (*env)->ThrowNew(env, (*env)->FindClass(env, "java/lang/IllegalStateException"), message);
}

static void *deallocated(void *memory) {
    (*jvmti)->Deallocate(jvmti, memory);
    return NULL;
}

/* ---- events ---- */

static int is_seen(JNIEnv *env, jthread thread) {
    jvmtiThreadInfo info;
    if ((*jvmti)->GetThreadInfo(jvmti, thread, &info) != JVMTI_ERROR_NONE) {
        return 0;
    }
    int seen = strcmp(info.name, SEEN) == 0;
    deallocated(info.name);
    (*env)->DeleteLocalRef(env, info.thread_group);
    (*env)->DeleteLocalRef(env, info.context_class_loader);
    return seen;
}

static void JNICALL on_start(jvmtiEnv *jvmti_env, JNIEnv *env, jthread thread) {
    (void)jvmti_env;
    starts += is_seen(env, thread);
}

static void JNICALL on_end(jvmtiEnv *jvmti_env, JNIEnv *env, jthread thread) {
    (void)jvmti_env;
    ends += is_seen(env, thread);
}

static void JNICALL on_mount(jvmtiEnv *jvmti_env, ...) {
    (void)jvmti_env; // for GCC 16 va_start does not use it
    va_list arguments;
    va_start(arguments, jvmti_env);
    JNIEnv *env = va_arg(arguments, JNIEnv *);
    jthread thread = va_arg(arguments, jthread);
    va_end(arguments);
    mounts += watched != NULL && (*env)->IsSameObject(env, watched, thread);
}

static void JNICALL on_unmount(jvmtiEnv *jvmti_env, ...) {
    (void)jvmti_env; // for GCC 16 va_start does not use it
    va_list arguments;
    va_start(arguments, jvmti_env);
    JNIEnv *env = va_arg(arguments, JNIEnv *);
    jthread thread = va_arg(arguments, jthread);
    va_end(arguments);
    unmounts += watched != NULL && (*env)->IsSameObject(env, watched, thread);
}

/* Mounting is no event of the specification, but one of HotSpot's. */
static jvmtiError listen(const char *extension, jvmtiExtensionEvent callback) {
    jint count;
    jvmtiExtensionEventInfo *events;
    jvmtiError error = (*jvmti)->GetExtensionEvents(jvmti, &count, &events);
    if (error != JVMTI_ERROR_NONE) {
        return error;
    }
    error = JVMTI_ERROR_NOT_AVAILABLE;
    for (jint i = 0; i < count; i++) {
        if (strcmp(events[i].id, extension) == 0) {
            jint index = events[i].extension_event_index;
            error = (*jvmti)->SetExtensionEventCallback(jvmti, index, callback);
            if (error == JVMTI_ERROR_NONE) {
                error = (*jvmti)->SetEventNotificationMode(
                    jvmti, JVMTI_ENABLE, (jvmtiEvent)index, NULL);
            }
        }
    }
    return error;
}

static jvmtiError start(void) {
    jvmtiCapabilities wanted = {
        .can_support_virtual_threads = 1,
        .can_suspend = 1,
        .can_signal_thread = 1,
        .can_get_owned_monitor_info = 1,
        .can_get_current_contended_monitor = 1,
    };
    jvmtiEventCallbacks callbacks = {
        .VirtualThreadStart = on_start,
        .VirtualThreadEnd = on_end,
    };
    jvmtiError error = (*jvmti)->AddCapabilities(jvmti, &wanted);
    if (error == JVMTI_ERROR_NONE) {
        error = (*jvmti)->SetEventCallbacks(jvmti, &callbacks, sizeof callbacks);
    }
    if (error == JVMTI_ERROR_NONE) {
        error = (*jvmti)->SetEventNotificationMode(
            jvmti, JVMTI_ENABLE, JVMTI_EVENT_VIRTUAL_THREAD_START, NULL);
    }
    if (error == JVMTI_ERROR_NONE) {
        error = (*jvmti)->SetEventNotificationMode(
            jvmti, JVMTI_ENABLE, JVMTI_EVENT_VIRTUAL_THREAD_END, NULL);
    }
    if (error == JVMTI_ERROR_NONE) {
        error = listen("com.sun.hotspot.events.VirtualThreadMount", on_mount);
    }
    if (error == JVMTI_ERROR_NONE) {
        error = listen("com.sun.hotspot.events.VirtualThreadUnmount", on_unmount);
    }
    return error;
}

JNIEXPORT jint JNICALL Agent_OnLoad(JavaVM *vm, char *options, void *reserved) {
    (void)options;
    (void)reserved;
    if ((*vm)->GetEnv(vm, (void **)&jvmti, JVMTI_VERSION_21) != JNI_OK) {
        fprintf(stderr, "thread_tool: this JVM has no JVM TI 21\n");
        return JNI_ERR;
    }
    jvmtiError error = start();
    if (error != JVMTI_ERROR_NONE) {
        fprintf(stderr, "thread_tool: JVM TI error %d\n", (int)error);
        return JNI_ERR;
    }
    return JNI_OK;
}

JNIEXPORT jint TOOL(starts)(JNIEnv *env, jclass tool) {
    (void)env, (void)tool;
    return starts;
}

JNIEXPORT jint TOOL(ends)(JNIEnv *env, jclass tool) {
    (void)env, (void)tool;
    return ends;
}

JNIEXPORT jint TOOL(mounts)(JNIEnv *env, jclass tool) {
    (void)env, (void)tool;
    return mounts;
}

JNIEXPORT jint TOOL(unmounts)(JNIEnv *env, jclass tool) {
    (void)env, (void)tool;
    return unmounts;
}

JNIEXPORT void TOOL(watch)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    watched = (*env)->NewGlobalRef(env, thread);
}

/* ---- threads ---- */

JNIEXPORT jint TOOL(state)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    jint state = 0;
    jvmtiError error = (*jvmti)->GetThreadState(jvmti, thread, &state);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
    }
    return state;
}

JNIEXPORT jstring TOOL(info)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    jvmtiThreadInfo info;
    jvmtiError error = (*jvmti)->GetThreadInfo(jvmti, thread, &info);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
        return NULL;
    }
    char text[200];
    snprintf(text, sizeof text, "%s, priority %d, %s", info.name, (int)info.priority,
             info.is_daemon ? "daemon" : "no daemon");
    deallocated(info.name);
    return (*env)->NewStringUTF(env, text);
}

/* "Class.method" of each frame, the innermost first; NULL with an exception thrown. */
static jobjectArray methods(JNIEnv *env, const jvmtiFrameInfo *frames, jint count) {
    jobjectArray names =
        (*env)->NewObjectArray(env, count, (*env)->FindClass(env, "java/lang/String"), NULL);
    for (jint i = 0; names != NULL && i < count; i++) {
        char *method = NULL, *type = NULL;
        jclass declaring = NULL;
        jvmtiError error =
            (*jvmti)->GetMethodName(jvmti, frames[i].method, &method, NULL, NULL);
        if (error == JVMTI_ERROR_NONE) {
            error = (*jvmti)->GetMethodDeclaringClass(jvmti, frames[i].method, &declaring);
        }
        if (error == JVMTI_ERROR_NONE) {
            error = (*jvmti)->GetClassSignature(jvmti, declaring, &type, NULL);
        }
        if (error != JVMTI_ERROR_NONE) {
            throw_error(env, error);
            return NULL;
        }
        char name[300]; /* the type is Lin/a/package/Name; */
        snprintf(name, sizeof name, "%.*s.%s", (int)strlen(type) - 2, type + 1, method);
        jstring text = (*env)->NewStringUTF(env, name);
        (*env)->SetObjectArrayElement(env, names, i, text);
        (*env)->DeleteLocalRef(env, text);
        (*env)->DeleteLocalRef(env, declaring);
        deallocated(method);
        deallocated(type);
    }
    return names;
}

JNIEXPORT jobjectArray TOOL(frames)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    jvmtiFrameInfo frames[MAX_FRAMES];
    jint count;
    jvmtiError error = (*jvmti)->GetStackTrace(jvmti, thread, 0, MAX_FRAMES, frames, &count);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
        return NULL;
    }
    return methods(env, frames, count);
}

static jthread *threads_of(JNIEnv *env, jobjectArray array, jint count) {
    jthread *threads = calloc((size_t)count + 1, sizeof *threads);
    for (jint i = 0; i < count; i++) {
        threads[i] = (*env)->GetObjectArrayElement(env, array, i);
    }
    return threads;
}

JNIEXPORT jobjectArray TOOL(framesOfAll)(JNIEnv *env, jclass tool, jobjectArray array) {
    (void)tool;
    jint count = (*env)->GetArrayLength(env, array);
    jthread *threads = threads_of(env, array, count);
    jvmtiStackInfo *stacks;
    jvmtiError error =
        (*jvmti)->GetThreadListStackTraces(jvmti, count, threads, MAX_FRAMES, &stacks);
    free(threads);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
        return NULL;
    }
    jobjectArray all =
        (*env)->NewObjectArray(env, count, (*env)->FindClass(env, "[Ljava/lang/String;"), NULL);
    for (jint i = 0; all != NULL && i < count; i++) {
        jobjectArray names = methods(env, stacks[i].frame_buffer, stacks[i].frame_count);
        if (names == NULL) {
            break;
        }
        (*env)->SetObjectArrayElement(env, all, i, names);
    }
    deallocated(stacks);
    return all;
}

/* What JVM TI answered, as an array; its memory is given back. */
static jobjectArray to_array(JNIEnv *env, const char *type, jobject *objects, jint count) {
    jobjectArray all = (*env)->NewObjectArray(env, count, (*env)->FindClass(env, type), NULL);
    for (jint i = 0; all != NULL && i < count; i++) {
        (*env)->SetObjectArrayElement(env, all, i, objects[i]);
    }
    deallocated(objects);
    return all;
}

JNIEXPORT jobjectArray TOOL(allThreads)(JNIEnv *env, jclass tool) {
    (void)tool;
    jint count;
    jthread *threads;
    jvmtiError error = (*jvmti)->GetAllThreads(jvmti, &count, &threads);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
        return NULL;
    }
    return to_array(env, "java/lang/Thread", threads, count);
}

JNIEXPORT jobject TOOL(contendedMonitor)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    jobject monitor = NULL;
    jvmtiError error = (*jvmti)->GetCurrentContendedMonitor(jvmti, thread, &monitor);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
    }
    return monitor;
}

JNIEXPORT jobjectArray TOOL(ownedMonitors)(JNIEnv *env, jclass tool, jthread thread) {
    (void)tool;
    jint count;
    jobject *monitors;
    jvmtiError error = (*jvmti)->GetOwnedMonitorInfo(jvmti, thread, &count, &monitors);
    if (error != JVMTI_ERROR_NONE) {
        throw_error(env, error);
        return NULL;
    }
    return to_array(env, "java/lang/Object", monitors, count);
}

/* ---- these return JVM TI's error ---- */

JNIEXPORT jint TOOL(suspend)(JNIEnv *env, jclass tool, jthread thread) {
    (void)env, (void)tool;
    return (*jvmti)->SuspendThread(jvmti, thread);
}

JNIEXPORT jint TOOL(resume)(JNIEnv *env, jclass tool, jthread thread) {
    (void)env, (void)tool;
    return (*jvmti)->ResumeThread(jvmti, thread);
}

JNIEXPORT jint TOOL(interrupt)(JNIEnv *env, jclass tool, jthread thread) {
    (void)env, (void)tool;
    return (*jvmti)->InterruptThread(jvmti, thread);
}

/* All virtual threads but one. */
JNIEXPORT jint TOOL(suspendAllBut)(JNIEnv *env, jclass tool, jthread thread) {
    (void)env, (void)tool;
    return (*jvmti)->SuspendAllVirtualThreads(jvmti, 1, &thread);
}

JNIEXPORT jint TOOL(resumeAll)(JNIEnv *env, jclass tool) {
    (void)env, (void)tool;
    return (*jvmti)->ResumeAllVirtualThreads(jvmti, 0, NULL);
}
