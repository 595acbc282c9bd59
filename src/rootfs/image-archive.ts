/** An image as engines keep and send it is no root filesystem: its layers are packed in it. image-spec, image-layout.md; docker save. */

interface ImageArchive {
  kind: 'OCI image layout' | 'docker save';
  /** What makes a root filesystem of it. */
  todo: string;
}

/** At the top of every system, and of no image archive. */
const SYSTEM = /^\/(bin|sbin|usr|lib|lib64|etc|nix)$/;
const LAYER = /^\/([0-9a-f]{64}\/layer\.tar|[0-9a-f]{64}\.tar|blobs\/sha256\/[0-9a-f]{64})$/;

/** By the absolute paths in it; null: it is none. */
export function imageArchive(paths: Iterable<string>): ImageArchive | null {
  const top = new Set<string>();
  let layers = false;
  for (const path of paths) {
    if (path.lastIndexOf('/') === 0) top.add(path);
    layers ||= LAYER.test(path);
  }
  if (!layers || [...top].some(name => SYSTEM.test(name))) return null;
  if (top.has('/manifest.json'))
    return {
      kind: 'docker save',
      todo: 'docker load -i FILE, then docker create --name lab IMAGE && docker export lab -o rootfs.tar; --rootfs rootfs.tar',
    };
  if (!top.has('/oci-layout') || !top.has('/index.json')) return null;
  return {
    kind: 'OCI image layout',
    todo: 'umoci unpack --image DIR:TAG bundle; --rootfs bundle/rootfs',
  };
}
