// A picture over the whole window.

import { Dialog } from "./dialog";
import { Icon } from "./icons";

export function Lightbox({
  src,
  alt,
  caption,
  onClose,
}: {
  src: string;
  alt: string;
  caption: string;
  onClose: () => void;
}) {
  return (
    <Dialog
      title={caption || "Picture"}
      onClose={onClose}
      className="lightbox"
      light
      footer={
        <a className="button" href={src} download={caption || "picture"}>
          <Icon name="download" size={16} /> Download
        </a>
      }
    >
      <img src={src} alt={alt} />
    </Dialog>
  );
}
