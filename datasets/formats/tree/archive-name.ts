/** What the names of archives say. Pure, without Node. */
const ARCHIVE = /\.(zip|tar|tar\.gz|tgz)$/i;

export function isArchiveName(name: string): boolean {
  return ARCHIVE.test(name);
}

/** What an archive in a folder is called: `Class 1-samples.zip` of Teachable Machine is `Class 1`. */
export function archiveTitle(name: string): string {
  return name.replace(ARCHIVE, '').replace(/-samples$/i, '');
}
