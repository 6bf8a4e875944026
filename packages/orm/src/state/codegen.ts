/** Straight-line code is generated where the platform allows it; where it does not (a content security policy), loops do the same. */
let isAllowed: boolean | null = null;

export function canGenerateCode(): boolean {
  if (isAllowed === null) {
    try {
      isAllowed = new Function("return true")() as boolean;
    } catch {
      isAllowed = false;
    }
  }
  return isAllowed;
}
