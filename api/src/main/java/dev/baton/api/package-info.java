/**
 * What a library may ask of the Baton that runs the program, without knowing whether one does:
 * {@link dev.baton.api.Blocking}.
 */
package dev.baton.api;
