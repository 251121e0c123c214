/** Calls for an image that is dropped or pasted anywhere in the page, and says whether one is being dragged. */
export function listenForImages(
  onFile: (file: File) => void,
  onDrag: (isDragged: boolean) => void,
): () => void {
  let depth = 0;
  const holdsFile = ({ dataTransfer }: DragEvent): boolean =>
    dataTransfer !== null && [...dataTransfer.types].includes('Files');
  const take = (files: FileList | undefined | null): boolean => {
    const file = [...(files ?? [])].find(({ type }) => type.startsWith('image/')) ?? files?.[0];
    if (file !== undefined) onFile(file);
    return file !== undefined;
  };
  const handlers = {
    dragenter(event: DragEvent) {
      if (!holdsFile(event)) return;
      depth++;
      onDrag(true);
    },
    dragleave(event: DragEvent) {
      if (!holdsFile(event)) return;
      depth = Math.max(0, depth - 1);
      if (depth === 0) onDrag(false);
    },
    dragover(event: DragEvent) {
      if (holdsFile(event)) event.preventDefault();
    },
    drop(event: DragEvent) {
      depth = 0;
      onDrag(false);
      if (!holdsFile(event)) return;
      event.preventDefault();
      take(event.dataTransfer?.files);
    },
    paste(event: ClipboardEvent) {
      if (take(event.clipboardData?.files)) event.preventDefault();
    },
  };
  const entries = Object.entries(handlers) as [string, EventListener][]; // each under its event's name
  for (const [name, handler] of entries) addEventListener(name, handler);
  return () => {
    for (const [name, handler] of entries) removeEventListener(name, handler);
  };
}
