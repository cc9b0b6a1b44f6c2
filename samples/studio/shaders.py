"""GLSL of the renderer. Light is linear inside; the last step of each shader makes it sRGB."""

COMMON = """
#version 330
uniform vec3 light_dir;      // towards the lamp or window
uniform float brightness;
uniform vec3 eye_at;
vec3 to_linear(vec3 c) { return pow(c, vec3(2.2)); }
vec3 to_srgb(vec3 c) { c = c / (1.0 + 0.25 * c) * 1.12;
  return pow(clamp(c, 0.0, 1.0), vec3(1.0 / 2.2)); }
float hash(vec3 p) { p = fract(p * vec3(0.1031, 0.1030, 0.0973)); p += dot(p, p.yxz + 33.33);
  return fract((p.x + p.y) * p.z); }
float noise(vec3 x) { vec3 i = floor(x), f = fract(x); f = f * f * (3.0 - 2.0 * f);
  return mix(mix(mix(hash(i), hash(i + vec3(1,0,0)), f.x),
                 mix(hash(i + vec3(0,1,0)), hash(i + vec3(1,1,0)), f.x), f.y),
             mix(mix(hash(i + vec3(0,0,1)), hash(i + vec3(1,0,1)), f.x),
                 mix(hash(i + vec3(0,1,1)), hash(i + vec3(1,1,1)), f.x), f.y), f.z); }
"""

PERSON_VERTEX = """
#version 330
uniform mat4 world_to_clip;
in vec3 position; in vec3 normal; in vec3 rest; in vec3 colour; in vec2 surface;
out vec3 at; out vec3 facing; out vec3 rest_at; out vec3 tint; out float cover; flat out float kind;
void main() { at = position; facing = normal; rest_at = rest; tint = colour;
  cover = surface.x; kind = surface.y; gl_Position = world_to_clip * vec4(position, 1.0); }
"""

PERSON_FRAGMENT = (
    COMMON
    + """
uniform mat4 world_to_light;
uniform sampler2DShadow shadow;
in vec3 at; in vec3 facing; in vec3 rest_at; in vec3 tint; in float cover; flat in float kind;
out vec4 pixel;
float lit(vec3 n) {
  vec4 p = world_to_light * vec4(at + n * 0.012, 1.0);
  vec3 q = p.xyz * 0.5 + 0.5; float sum = 0.0;
  float turn = hash(vec3(gl_FragCoord.xy, 1.0)) * 6.283;
  for (int k = 0; k < 4; k++) {
    float a = turn + float(k) * 2.4, r = 0.008 * sqrt((float(k) + 0.5) / 4.0);
    sum += texture(shadow, vec3(q.xy + r * vec2(cos(a), sin(a)), q.z - 0.003)); }
  return sum / 4.0;
}
void main() {
  if (cover < 0.0) discard;
  vec3 n = normalize(facing);
  vec3 v = normalize(eye_at - at);
  if (!gl_FrontFacing && dot(n, v) < 0.0) n = -n;
  vec3 base = to_linear(tint);
  float gloss = 0.0, hard = 18.0, wrap = 0.12;
  if (kind < 0.5) {            // skin
    base *= 0.93 + 0.12 * noise(rest_at * 55.0); gloss = 0.07; wrap = 0.3;
  } else if (kind < 1.5) {     // cloth
    float weave = hash(floor(rest_at * 400.0)), fold = noise(rest_at * vec3(26.0, 26.0, 13.0));
    base *= 0.90 + 0.07 * weave + 0.16 * (fold - 0.5);
    base *= 0.7 + 0.3 * smoothstep(0.0, 0.006, cover);          // the hem's shade
    vec2 crease = 0.35 * sin(rest_at.zy * vec2(37.0, 41.0) + fold * vec2(9.0, 7.0));
    n = normalize(n + 0.3 * vec3(fold - 0.5, crease));
  } else if (kind < 2.5) {     // hair
    float strand = noise(rest_at * vec3(60.0, 230.0, 60.0));
    base *= 0.6 + 0.7 * strand; gloss = 0.12; hard = 12.0;
  } else if (kind < 3.5) { gloss = 0.5; hard = 60.0; }
  else { gloss = 0.08; base *= 0.85 + 0.2 * noise(rest_at * 120.0);
         base *= 0.55 + 0.45 * smoothstep(0.0, 0.012, cover); }
  float sun = clamp((dot(n, light_dir) + wrap) / (1.0 + wrap), 0.0, 1.0);
  if (sun > 0.0) sun *= lit(n);
  float sky = 0.62 + 0.38 * n.z;
  float near_floor = smoothstep(-0.05, 0.32, at.z + 0.10 * n.z);
  vec3 ambient = mix(vec3(0.30, 0.27, 0.24), vec3(0.50, 0.51, 0.53), sky);
  ambient *= 0.45 + 0.55 * near_floor;
  ambient += vec3(0.10, 0.08, 0.06) * clamp(-n.z, 0.0, 1.0) * near_floor;
  vec3 half_way = normalize(light_dir + v);
  float shine = gloss * pow(max(dot(n, half_way), 0.0), hard) * step(0.01, sun);
  float rim = pow(1.0 - max(dot(n, v), 0.0), 3.0) * 0.10;
  vec3 light = base * (ambient * (1.0 + rim) + sun * vec3(0.98, 0.93, 0.85)) + shine * sun;
  pixel = vec4(to_srgb(light * brightness), 1.0);
}
"""
)

DEPTH_VERTEX = """
#version 330
uniform mat4 world_to_light;
in vec3 position;
void main() { gl_Position = world_to_light * vec4(position, 1.0); }
"""

DEPTH_FRAGMENT = """
#version 330
void main() {}
"""

FLOOR_VERTEX = """
#version 330
uniform mat4 world_to_clip;
in vec2 place;
out vec3 at;
void main() { at = vec3(place, 0.0); gl_Position = world_to_clip * vec4(at, 1.0); }
"""

FLOOR_SHADOW_FRAGMENT = (
    COMMON
    + """
uniform mat4 world_to_light;
uniform mat4 world_to_below;
uniform sampler2DShadow shadow;
uniform sampler2D below;     // height of the person above the floor, seen from below, 0-1 m
in vec3 at;
out vec4 pixel;
void main() {
  vec3 q = (world_to_light * vec4(at, 1.0)).xyz * 0.5 + 0.5;
  vec3 b = (world_to_below * vec4(at, 1.0)).xyz * 0.5 + 0.5;
  float turn = hash(vec3(gl_FragCoord.xy, 2.0)) * 6.283;
  float dark = 0.0, closed = 0.0;
  for (int k = 0; k < 12; k++) {
    float a = turn + float(k) * 2.4, s = sqrt((float(k) + 0.5) / 12.0);
    vec2 d = vec2(cos(a), sin(a)) * s;
    dark += 1.0 - texture(shadow, vec3(q.xy + 0.022 * d, q.z - 0.002));
    float h = texture(below, b.xy + 0.055 * d).r;
    closed += exp(-h * 9.0) * step(h, 0.99);
  }
  vec3 shade = vec3(1.0 - 0.42 * dark / 12.0) * (1.0 - 0.62 * closed / 12.0);
  pixel = vec4(pow(shade, vec3(0.75)), 1.0);
}
"""
)

ROOM_VERTEX = """
#version 330
uniform mat4 world_to_clip;
in vec3 position; in vec3 normal; in vec3 colour; in float material;
out vec3 at; out vec3 facing; out vec3 tint; flat out float kind;
void main() { at = position; facing = normal; tint = colour; kind = material;
  gl_Position = world_to_clip * vec4(position, 1.0); }
"""

ROOM_FRAGMENT = (
    COMMON
    + """
uniform float wall_y;
in vec3 at; in vec3 facing; in vec3 tint; flat in float kind;
out vec4 pixel;
void main() {
  vec3 base = to_linear(tint);
  if (kind < 0.5) {                       // wooden boards along x
    float row = floor(at.y / 0.14), along = at.x + 0.7 * hash(vec3(row, 3.0, 1.0)) * 2.0;
    float board = floor(along / 1.4);
    base *= 0.72 + 0.5 * hash(vec3(row, board, 5.0));
    base *= 0.86 + 0.28 * noise(vec3(at.x * 5.0, at.y * 70.0, row));
    float edge = min(fract(at.y / 0.14), 1.0 - fract(at.y / 0.14)) * 0.14;
    float end = min(fract(along / 1.4), 1.0 - fract(along / 1.4)) * 1.4;
    base *= 0.55 + 0.45 * smoothstep(0.0, 0.004, min(edge, end));
  } else if (kind < 1.5) {                // tiles
    vec2 g = fract(at.xy / 0.4); g = min(g, 1.0 - g) * 0.4;
    base *= 0.93 + 0.1 * hash(vec3(floor(at.xy / 0.4), 2.0)) + 0.05 * noise(at * 9.0);
    base = mix(base * 0.6, base, smoothstep(0.002, 0.006, min(g.x, g.y)));
  } else if (kind < 2.5) {                // carpet
    base *= 0.72 + 0.34 * noise(at * 160.0) + 0.16 * noise(at * 6.0);
  } else if (kind < 3.5) {                // concrete, plaster
    base *= 0.88 + 0.14 * noise(at * 3.0) + 0.07 * noise(at * 40.0);
  } else if (kind < 4.5) {                // painted wall
    base *= 0.97 + 0.05 * noise(at * 4.0);
  } else if (kind < 5.5) {                // mat
    base *= 0.90 + 0.10 * noise(at * 220.0) + 0.04 * noise(at * 12.0);
  } else { base *= 0.92 + 0.12 * noise(vec3(at.x * 6.0, at.y * 6.0, at.z * 50.0)); }
  vec3 n = normalize(facing);
  float sun = max(dot(n, light_dir), 0.0);
  float sky = 0.62 + 0.38 * n.z;
  vec3 ambient = mix(vec3(0.30, 0.27, 0.24), vec3(0.50, 0.51, 0.53), sky);
  // Corners see less of the room; light falls off across it.
  float corner = 1.0;
  if (n.z > 0.5) corner = 0.62 + 0.38 * smoothstep(0.0, 0.45, abs(wall_y - at.y));
  else corner = 0.66 + 0.34 * smoothstep(0.0, 0.5, at.z);
  float fall = 1.0 / (1.0 + 0.035 * dot(at - light_dir * 1.2, at - light_dir * 1.2));
  vec3 light = base * (ambient * corner + sun * vec3(0.98, 0.93, 0.85)) * (0.55 + 0.6 * fall);
  pixel = vec4(to_srgb(light * brightness), 1.0);
}
"""
)

PAINT_VERTEX = """
#version 330
out vec2 place;
void main() { place = vec2((gl_VertexID << 1) & 2, gl_VertexID & 2);
  gl_Position = vec4(place * 2.0 - 1.0, 0.0, 1.0); }
"""

PAINT_FRAGMENT = """
#version 330
uniform sampler2D picture;
in vec2 place;
out vec4 pixel;
void main() { pixel = texture(picture, place); }
"""
