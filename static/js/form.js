// A form that is sent without leaving the page.

/** Nobody has answered: what was sent can be sent again. */
export class Unreachable extends Error {}

/**
 * Sends what a form holds as the browser would, but asks for JSON.
 *
 * @param {string} url the form's action
 * @param {FormData} data
 * @returns {Promise<any>} the answer; fails with a sentence for the learner
 */
export async function send(url, data) {
  const body = new URLSearchParams()
  for (const [name, value] of data) body.append(name, String(value))
  const response = await post(url, body)
  const answer = await response.json().catch(() => ({}))
  if (response.ok) return answer
  throw new Error(answer.error ?? `The server answered ${response.status}. Nothing was saved; try again.`)
}

/** @param {string} url @param {URLSearchParams} body */
async function post(url, body) {
  try {
    return await fetch(url, { method: "POST", body, headers: { Accept: "application/json" } })
  } catch {
    throw new Unreachable(
      "The server can not be reached. Nothing was saved; your choice is kept on this page.",
    )
  }
}
