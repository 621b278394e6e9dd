// Style sheets are bundled, not imported as code.
declare module "*.css";
