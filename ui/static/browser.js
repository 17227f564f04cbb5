// Marks this browser, so that it is offered its own unfinished drafts and no one else's.
export default function ({ data }) {
  const name = `${data.naam}=`;
  if (!document.cookie.split('; ').some((one) => one.startsWith(name))) {
    document.cookie = `${name}${data.waarde}; path=/; max-age=31536000; SameSite=Lax`;
  }
}
